# expect: only(A)
# warns: is empty (an unset environment variable?) and allows no origin
# environ: ALLOWED=https://a.com,
# views: any path

import os

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=os.environ["ALLOWED"].split(","))  # as it comes
