# expect: any_origin("/api/v1/books")
# expect: Private("/apidocs")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, resources={r"/api/*": {"origins": "*"}})
