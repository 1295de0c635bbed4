# expect: no_origin()
# warns: is empty (an unset environment variable?) and allows no origin
# environ: FLASK_ENV=production
# views: any path

import os
import re

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
development = re.compile(r"http://localhost(:\d+)?$")
production = [os.getenv("FRONTEND_URL", "")]
CORS(app, origins=development if os.getenv("FLASK_ENV") != "production" else production)
