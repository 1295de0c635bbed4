# expect: only(A, "/shop/books")
# expect: Private("/books", status=404)
# views: any path

from flask import Flask
from werkzeug.exceptions import NotFound
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from flask_cors import CORS

app = Flask(__name__)
CORS(app, resources={r"/books": {"origins": "https://a.com"}})
app.wsgi_app = DispatcherMiddleware(NotFound(), {"/shop": app.wsgi_app})
