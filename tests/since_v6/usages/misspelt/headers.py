# expect: any_origin("/api/v1/users")
# warns: did you mean 'allow_headers'?
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, resources=r"/api/*", headers="Content-Type")
