"""The terminal studio: screens that compose, bind and forward; the work is in `studio.workflow`."""
