# expect: only(A, "/api/books")
# expect: only(A, "/api/books/")
# expect: Private("/api")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
app.url_map.strict_slashes = False
CORS(app, resources={"/api/books": {"origins": "https://a.com"}})
