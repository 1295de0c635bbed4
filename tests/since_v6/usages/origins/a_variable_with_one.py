# expect: only(A)
# environ: FRONTEND_URL=https://a.com
# views: any path

import os

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=os.environ.get("FRONTEND_URL", "http://localhost:3000"))
