# expect: some(LOCAL, "http://localhost", "http://127.0.0.1:5173", refused=(EVIL,
#     "http://localhost.evil.test"))
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=[r"^http://localhost(?::\d+)?$", r"^http://127\.0\.0\.1(?::\d+)?$"])
