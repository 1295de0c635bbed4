# expect: any_origin()
# views: any path

import os

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=os.environ.get("ALLOWED", "*").split(","), supports_credentials=False)
