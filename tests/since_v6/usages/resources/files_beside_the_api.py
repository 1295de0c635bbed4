# expect: any_origin("/static/missing.css", status=404)
# expect: only(A, "/api/books")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, resources={r"/static/*": {"origins": "*"}, r"/api/*": {"origins": "https://a.com"}})
