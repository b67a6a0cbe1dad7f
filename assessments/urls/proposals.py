"""URLs of: proposals."""

urlpatterns = []
