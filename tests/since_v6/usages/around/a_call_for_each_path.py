# expect: only(A, "/api/books")
# expect: any_origin("/hooks/x")
# expect: Private("/")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, resources={r"/api/*": {"origins": "https://a.com"}})
CORS(app, resources={r"/hooks/*": {"origins": "*"}})
