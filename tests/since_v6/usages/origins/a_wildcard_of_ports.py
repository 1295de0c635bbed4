# expect: some(LOCAL, "http://localhost", "http://127.0.0.1:8080", refused=(EVIL,
#     "https://localhost:3000"))
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=["http://localhost:*", "http://127.0.0.1:*"])
