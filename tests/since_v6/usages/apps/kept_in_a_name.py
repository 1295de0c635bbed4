# expect: any_origin("/api/books")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
cors = CORS(app)
