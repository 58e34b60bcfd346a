from tests.web.conftest import desk, people, reader, site

__all__ = ["desk", "people", "reader", "site"]
