# expect: Private("/api/books")
# warns: use '/api/*'
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, resources={r"api/*": {"origins": "*"}})
