# refused: call CORS(blueprint) before app.register_blueprint(blueprint)
# views: any path

from flask import Blueprint, Flask

from flask_cors import CORS

app = Flask(__name__)
bp = Blueprint("api", __name__)
app.register_blueprint(bp)
CORS(bp)
