"""URLs of: answering."""

urlpatterns = []
