# expect: only(A, "/api/books")
# expect: only(B, "/admin/users")
# views: any path

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins="https://a.com")
admin = Flask("admin", static_folder=None)
CORS(admin, origins="https://b.com")
admin.add_url_rule("/users", "users", lambda: "users")
app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/admin": admin})
