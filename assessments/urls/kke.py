"""URLs of: kke."""

urlpatterns = []
