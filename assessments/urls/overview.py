"""URLs of: overview."""

urlpatterns = []
