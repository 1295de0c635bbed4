# expect: only(A, "/books")
# expect: Private("/socket.io/")
# warns: cannot be analyzed
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, resources={r"/(?!socket\.io).*": {"origins": "https://a.com"}})
