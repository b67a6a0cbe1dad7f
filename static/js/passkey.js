// Tells when the browser gave no passkey; allauth's scripts dispatch the event.
document.addEventListener('allauth.error', (event) => {
  event.preventDefault()
  document.getElementById('passkey_error').hidden = false
})
