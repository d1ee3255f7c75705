"""Running a whole SQL script on the connection of a migration."""

from sqlalchemy import Connection


def run_script(connection: Connection, script: str) -> None:
    """Past SQLAlchemy: many statements in one round trip, in which a percent sign is a percent sign."""
    driver = connection.connection.driver_connection
    assert driver is not None, "the connection is open"
    driver.execute(script)
