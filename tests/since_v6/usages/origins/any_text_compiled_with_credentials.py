# expect: some(A, B, EVIL, credentials=True, refused=("null",))
# warns: also allows other domains
# views: any path

import re

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=re.compile(".*"), supports_credentials=True)
