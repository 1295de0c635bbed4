# expect: only(A, credentials=True)
# environ: FLASK_ENV=production
# views: any path

import os

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
if os.environ.get("FLASK_ENV") == "production":
    CORS(app, origins=["https://a.com"], supports_credentials=True)
else:
    CORS(app)
