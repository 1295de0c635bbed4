# expect: only(A, credentials=True)
# environ: CREDENTIALS=true
# views: any path

import os

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins="https://a.com", supports_credentials=os.environ["CREDENTIALS"])
