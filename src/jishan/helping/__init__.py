"""Help for a household that fell behind (帮扶): a named helper, talks, an end. Never published."""
