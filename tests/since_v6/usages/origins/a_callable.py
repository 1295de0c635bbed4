# expect: some("https://x.a.com", refused=(EVIL, A))
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=lambda origin: origin.endswith(".a.com"))
