"""Serve `served` with gevent's own server, on a given port."""

from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402 - patching comes first

from gevent.pywsgi import WSGIServer  # noqa: E402
from served import application  # noqa: E402

WSGIServer(("127.0.0.1", int(sys.argv[1])), application).serve_forever()
