"""URLs of: steps."""

urlpatterns = []
