# expect: some(A, B)
# environ: CORS_ORIGINS=https://a.com,https://b.com
# views: any path

import os

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
app.config["CORS_ORIGINS"] = os.environ.get("CORS_ORIGINS", "*").split(",")
CORS(app)
