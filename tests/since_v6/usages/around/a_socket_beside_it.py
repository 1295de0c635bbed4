# expect: any_origin("/socket.io/")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, resources={r"/*": {"origins": "*"}})
app.config["CORS_ALLOWED"] = "*"
