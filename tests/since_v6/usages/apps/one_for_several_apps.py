# expect: only(A)
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
cors = CORS(origins="https://a.com")
admin = Flask("admin", static_folder=None)
cors.init_app(admin, origins="https://b.com")
cors.init_app(app)
