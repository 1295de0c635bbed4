# expect: only(A)
# views: any path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins="https://a.com")
app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)
