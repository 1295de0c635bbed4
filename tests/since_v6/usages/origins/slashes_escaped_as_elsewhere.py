# expect: some(LOCAL, credentials=True, refused=(EVIL, "http://localhost:3000.evil.test"))
# views: any path

import re

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=re.compile(r"http:\/\/localhost:\d*"), supports_credentials=True)
