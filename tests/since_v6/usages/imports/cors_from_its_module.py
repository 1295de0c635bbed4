# expect: only(A, "/api/books")
# expect: Private("/")
# views: any path

from flask import Flask

from flask_cors.extension import CORS

app = Flask(__name__)
CORS(app, resources={"/api/*": {"origins": "https://a.com"}})
