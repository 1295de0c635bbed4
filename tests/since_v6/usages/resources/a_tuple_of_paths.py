# expect: any_origin("/api/books")
# expect: any_origin("/health")
# expect: Private("/other")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, resources=(r"/api/*", r"/health"))
