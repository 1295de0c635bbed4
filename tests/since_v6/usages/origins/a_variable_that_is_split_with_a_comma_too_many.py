# expect: only(A)
# warns: is empty and lets nobody in
# environ: ALLOWED=https://a.com,
# views: any path

import os

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=os.environ["ALLOWED"].split(","))  # as it comes
