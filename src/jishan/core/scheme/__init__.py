"""The scheme document (积分方案): its shapes, how it is read, checked and written down again."""
