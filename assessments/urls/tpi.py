"""URLs of: tpi."""

urlpatterns = []
