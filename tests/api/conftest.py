from tests.web.conftest import desk, people, site

__all__ = ["desk", "people", "site"]
