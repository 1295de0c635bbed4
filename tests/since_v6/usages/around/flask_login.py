# expect: only(A, "/me", credentials=True, status=401, varies=("Cookie",))
# views: any path

from flask import Flask
from flask_login import LoginManager, login_required

from flask_cors import CORS

app = Flask(__name__)
app.secret_key = "dev"
login = LoginManager(app)
login.user_loader(lambda number: None)
CORS(app, supports_credentials=True, origins=["https://a.com"])


@app.get("/me")
@login_required
def me():
    return "me"


@app.after_request
def varies(response):
    response.vary.add("Cookie")
    return response
