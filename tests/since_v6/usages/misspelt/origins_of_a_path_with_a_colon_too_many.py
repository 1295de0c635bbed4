# expect: only(A, "/api/books")
# warns: 'origins:':
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, resources={r"/api/*": {"origins:": "https://a.com"}})
