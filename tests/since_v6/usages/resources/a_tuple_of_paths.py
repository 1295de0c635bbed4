# expect: everybody("/api/books")
# expect: everybody("/health")
# expect: Private("/other")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, resources=(r"/api/*", r"/health"))
