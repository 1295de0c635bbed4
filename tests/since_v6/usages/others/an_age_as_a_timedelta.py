# expect: any_origin(max_age="86400")
# views: any path

from datetime import timedelta

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, max_age=timedelta(days=1))
