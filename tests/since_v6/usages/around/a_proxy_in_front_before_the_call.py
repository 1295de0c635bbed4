# expect: only(A, "/api/books")
# expect: Private("/")
# views: any path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from flask_cors import CORS

app = Flask(__name__)
app.wsgi_app = ProxyFix(app.wsgi_app)
CORS(app, resources={r"/api/*": {"origins": "https://a.com"}})
