# expect: only(A, "/books")
# expect: only(A, "/orders/7")
# expect: Private("/bookshop")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, resources={r"^/(books|orders)(/.*)?$": {"origins": "https://a.com"}})
