"""The product's settings with a data folder of the test run and a quick password hasher."""

import os
import tempfile

os.environ["JISHAN_HOME"] = tempfile.mkdtemp(prefix="jishan-test-")

from jishan.settings import *  # noqa: F403  # the folder has to be named first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405  # whitenoise warns without the folder
