"""Serves `served` by gevent's own server, on the port that is given."""

from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402 - what is patched comes first

from gevent.pywsgi import WSGIServer  # noqa: E402
from served import application  # noqa: E402

WSGIServer(("127.0.0.1", int(sys.argv[1])), application).serve_forever()
