# expect: any_origin("/api/books")
# expect: any_origin("/api")
# expect: Private("/")
# expect: Private("/apifoo")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, resources=r"/api/*")
