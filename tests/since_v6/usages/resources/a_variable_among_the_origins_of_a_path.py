# expect: some(A, "http://localhost:8080", path="/api/books")
# environ: FRONTEND=https://a.com
# views: any path

import os

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, resources={r"/api/*": {"origins": [os.getenv("FRONTEND"), "http://localhost:8080"]}})
