# expect: any_origin(max_age="600")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
app.cors = CORS(app, max_age=600)
