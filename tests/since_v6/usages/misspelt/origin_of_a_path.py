# expect: only(A, "/api/books")
# warns: is read as origins
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, resources={r"/api/*": {"origin": "https://a.com"}})
