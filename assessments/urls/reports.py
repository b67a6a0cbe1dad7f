"""URLs of: reports."""

urlpatterns = []
