# expect: only(B, "/api/me", method="PUT", credentials=True, status=401)
# views: any path

from flask import Flask
from flask_jwt_extended import JWTManager, jwt_required

from flask_cors import CORS, cross_origin

app = Flask(__name__)
app.config["JWT_SECRET_KEY"] = "a secret of more than thirty-two bytes"
JWTManager(app)
CORS(app, resources={r"/api/*": {"origins": "https://a.com"}})


@app.put("/api/me")
@jwt_required()
@cross_origin(origins="https://b.com", supports_credentials=True)
def me():
    return "me"
