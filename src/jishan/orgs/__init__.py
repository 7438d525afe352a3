"""The tree of places (组织), the people who work in it (任职), the audit log (操作日志), local
wording."""
