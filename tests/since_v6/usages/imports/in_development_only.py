# expect: any_origin()
# environ: STAGE=development
# views: any path

import os

from flask import Flask

app = Flask(__name__)
if os.environ.get("STAGE") == "development":
    from flask_cors import CORS

    CORS(app)
